// Reads lines of JSON [pattern, text, text, ...]; writes for each "-" where the pattern is refused, else 1 or 0 for each text.
'use strict'
const lines = require('fs').readFileSync(0, 'utf8').split('\n')
const verdicts = []

// Searching by itself, V8 also tries positions within a surrogate pair, where /\B\B/u finds a match that ECMA-262 knows nothing of.
function found(regex, text) {
  let at = 0
  for (const character of [...text, '']) {
    regex.lastIndex = at
    if (regex.test(text)) return true
    at += character.length
  }
  return false
}

for (const line of lines) {
  if (line === '') continue
  const [pattern, ...texts] = JSON.parse(line)
  let regex
  try {
    regex = new RegExp(pattern, 'uy')
  } catch (e) {
    verdicts.push('-')
    continue
  }
  verdicts.push(texts.map(text => (found(regex, text) ? '1' : '0')).join(''))
}
process.stdout.write(verdicts.join('\n') + '\n')

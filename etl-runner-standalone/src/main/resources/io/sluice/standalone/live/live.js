'use strict';
const lost = document.getElementById('lost');
async function renew() {
  if (document.hidden) {
    return;
  }
  try {
    const answer = await fetch(location.pathname, { cache: 'no-store' });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const fresh = page.getElementById('live');
    if (!answer.ok || !fresh) {
      throw new Error('no page');
    }
    document.getElementById('live').replaceWith(fresh);
    lost.hidden = true;
  } catch (problem) {
    lost.hidden = false;
  }
}
setInterval(renew, 2000);

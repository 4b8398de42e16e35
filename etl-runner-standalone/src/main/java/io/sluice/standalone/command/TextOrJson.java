package io.sluice.standalone.command;

/** How a command that has more than rows to say says it; named as on the command line. */
enum TextOrJson {
    table,
    json
}

/** Text for people to read: numbers, names and tables. */
package io.sluice.app.text;

/** An answer in writing: its rows as a table, CSV, JSON or Markdown, and what to know beside them. */
package io.sluice.app.report;

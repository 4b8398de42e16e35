/** Results for people and programs: the answer as a table, CSV, JSON or Markdown, and what to know beside it. */
package io.sluice.standalone.report;

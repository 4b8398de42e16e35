/** The pages a running process shows over HTTP, on the JDK's own server: metrics and health. */
package io.sluice.standalone.http;

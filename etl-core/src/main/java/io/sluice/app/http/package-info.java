/** The pages a running process shows over HTTP, on the JDK's own server: metrics, health and the live page. */
package io.sluice.app.http;

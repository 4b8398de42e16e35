/**
 * The configuration: one flat namespace of dotted keys, declared once in {@link io.sluice.standalone.config.ConfigKey},
 * read from a properties file, the environment and {@code --set}, and turned into typed {@link
 * io.sluice.standalone.config.Settings}.
 */
package io.sluice.standalone.config;

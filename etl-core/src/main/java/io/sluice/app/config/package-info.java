/**
 * The configuration: one flat namespace of dotted keys, declared once in {@link io.sluice.app.config.ConfigKey}, the same
 * for every runner. A runner passes its configuration as {@link io.sluice.app.config.Layer layers} (files, environment,
 * command line) and gets typed {@link io.sluice.app.config.Settings}; nothing here reads a file or the environment.
 */
package io.sluice.app.config;

/**
 * The configuration: one flat namespace of dotted keys, declared once in {@link io.sluice.core.config.ConfigKey}, the same
 * for every runner. A runner brings what it was told as {@link io.sluice.core.config.Layer layers} (files, environment,
 * command line) and gets typed {@link io.sluice.core.config.Settings}; nothing here reads a file or the environment.
 */
package io.sluice.core.config;

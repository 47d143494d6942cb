/**
 * The command {@code archive}: creates a class-data archive, with which the programs start faster.
 */
@NullMarked
package io.jitpeers.examples.archive;

import org.jspecify.annotations.NullMarked;

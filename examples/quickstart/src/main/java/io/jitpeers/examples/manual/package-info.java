/**
 * The command {@code manual}: manual pages and completions of the programs, from their own command
 * lines.
 */
@NullMarked
package io.jitpeers.examples.manual;

import org.jspecify.annotations.NullMarked;

/**
 * The command {@code manual}: writes the manual pages and shell completion scripts of the programs.
 * Both are derived from the definitions of the programs' command lines.
 */
@NullMarked
package io.jitpeers.examples.manual;

import org.jspecify.annotations.NullMarked;

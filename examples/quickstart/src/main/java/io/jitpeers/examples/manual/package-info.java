/**
 * The command {@code manual}: writes manual pages and completions of the programs, from the
 * definitions of their command lines.
 */
@NullMarked
package io.jitpeers.examples.manual;

import org.jspecify.annotations.NullMarked;

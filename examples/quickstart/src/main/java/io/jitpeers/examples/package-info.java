/** Example programs, as subcommands of one executable jar. */
@NullMarked
package io.jitpeers.examples;

import org.jspecify.annotations.NullMarked;

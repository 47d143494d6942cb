/** One gateway with several interfaces, whose peers are also woken by hosts behind it. */
package io.jitpeers.kerneltests.gateway.several;

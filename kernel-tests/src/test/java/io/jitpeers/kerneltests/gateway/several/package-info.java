/** One gateway on several interfaces, whose peers are woken by hosts behind it as well. */
package io.jitpeers.kerneltests.gateway.several;

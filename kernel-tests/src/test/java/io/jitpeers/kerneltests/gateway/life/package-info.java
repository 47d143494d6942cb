/** What happens to clients over minutes: they come, talk, are idle, are evicted, and come back. */
package io.jitpeers.kerneltests.gateway.life;

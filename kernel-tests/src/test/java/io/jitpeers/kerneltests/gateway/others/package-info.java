/** A gateway beside another program that adds, changes and removes peers of the same interface. */
package io.jitpeers.kerneltests.gateway.others;

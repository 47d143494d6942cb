/** Builds and runs projects that embed the libraries. */
package io.jitpeers.packaging;

/** Projects that embed the libraries, built and run. */
package io.jitpeers.packaging;

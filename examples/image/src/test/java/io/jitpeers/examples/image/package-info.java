/** Tests of the container image. */
package io.jitpeers.examples.image;

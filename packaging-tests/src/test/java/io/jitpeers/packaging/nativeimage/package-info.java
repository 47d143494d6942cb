/** Tests of the metadata that native-image needs. No GraalVM is needed, and none is used. */
package io.jitpeers.packaging.nativeimage;

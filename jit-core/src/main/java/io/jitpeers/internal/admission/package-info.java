/**
 * Cheap checks before any Diffie-Hellman. Begin with {@link
 * io.jitpeers.internal.admission.AdmissionStage}, through which every packet comes.
 */
@NullMarked
package io.jitpeers.internal.admission;

import org.jspecify.annotations.NullMarked;

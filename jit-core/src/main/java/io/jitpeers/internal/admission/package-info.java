/**
 * Cheap checks of packets, made before any Diffie-Hellman operation. Begin with {@link
 * io.jitpeers.internal.admission.AdmissionStage}, which receives every packet.
 */
@NullMarked
package io.jitpeers.internal.admission;

import org.jspecify.annotations.NullMarked;

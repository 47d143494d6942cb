package io.jitpeers.trace;

import io.jitpeers.event.Stage;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * The facts that are known when a provisioning begins. Immutable.
 *
 * @param key the peer's key. The client has proved possession of the private key, unless the
 *     trigger is {@link Trigger#WAKE_UP}. A key identifies the client, so consider the client's
 *     privacy before you export the key
 * @param trigger what caused the provisioning
 * @param again true if the gateway regarded the peer as installed before this provisioning began.
 *     The gateway installs such a peer again if the data plane does not answer the initiations of
 *     the peer's client
 * @param earlier how long the earlier stages took: {@link Stage#CAPTURE}, {@link Stage#ADMISSION}
 *     and {@link Stage#OPEN}. CAPTURE is a part of ADMISSION. Empty for a wake-up
 * @param sinceCapture the time from the capture of the client's initiation until the provisioning
 *     began. This time minus ADMISSION and OPEN is the duration of the check for replays. Zero for
 *     a wake-up
 */
public record ProvisioningStart(
    PublicKey key,
    Trigger trigger,
    boolean again,
    Map<Stage, Duration> earlier,
    Duration sinceCapture) {

  /** The cause of a provisioning. */
  public enum Trigger {
    /** A client sent a handshake initiation. */
    INITIATION,
    /**
     * Either a packet to an evicted peer was routed to the WireGuard interface, or a client sent
     * data of a session that the data plane does not have.
     */
    WAKE_UP
  }

  /**
   * Creates the start of a provisioning, with a copy of the map.
   *
   * @param key as in the record
   * @param trigger as in the record
   * @param again as in the record
   * @param earlier as in the record
   * @param sinceCapture as in the record
   */
  public ProvisioningStart {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(trigger, "trigger");
    Objects.requireNonNull(sinceCapture, "sinceCapture");
    earlier = Map.copyOf(earlier);
  }
}

package io.jitpeers.trace;

import io.jitpeers.event.Stage;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * What is known when a provisioning begins. Immutable.
 *
 * @param key the peer. Its client has proved possession of the private key, unless the trigger is
 *     {@link Trigger#WAKE_UP}. A key tells who connects, so think before you export it
 * @param trigger what caused the provisioning
 * @param again whether the peer is believed to be resident and is installed again, because its
 *     client gets no answer
 * @param earlier how long the stages took that came before: {@link Stage#CAPTURE}, {@link
 *     Stage#ADMISSION}, of which CAPTURE is a part, and {@link Stage#OPEN}. Empty for a wake-up
 * @param sinceCapture the time since the first packet was captured. What exceeds the times of
 *     ADMISSION and OPEN is the check for replays. Zero for a wake-up
 */
public record ProvisioningStart(
    PublicKey key,
    Trigger trigger,
    boolean again,
    Map<Stage, Duration> earlier,
    Duration sinceCapture) {

  /** What causes a provisioning. */
  public enum Trigger {
    /** A client sent a handshake initiation. */
    INITIATION,
    /** There is a packet for an evicted peer, or data of a client whose session was lost. */
    WAKE_UP
  }

  /**
   * Creates a start with a copy of the map.
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

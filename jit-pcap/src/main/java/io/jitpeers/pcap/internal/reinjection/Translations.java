package io.jitpeers.pcap.internal.reinjection;

import io.jitpeers.linux.SystemCallException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Where this machine's firewall has packets go that are for another port. */
interface Translations extends AutoCloseable {
  /**
   * Returns where a datagram goes that belongs to one that came a moment ago.
   *
   * @param source where it came from
   * @param destination where it was for when it came
   * @return where it was delivered; the destination itself if it was not translated; null if
   *     nothing is known of it
   * @throws SystemCallException if that cannot be told
   */
  @Nullable InetSocketAddress translated(InetSocketAddress source, InetSocketAddress destination)
      throws SystemCallException;

  /** Closes what is asked. A second time does nothing. */
  @Override
  void close();
}

package io.jitpeers.source;

import com.google.common.net.InetAddresses;
import io.jitpeers.settings.Settings;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.PacketSourceProvider;

/**
 * Creates a {@link UdpPacketSource} from settings, under the name {@code udp}. Stateless and
 * thread-safe. Its settings:
 *
 * <ul>
 *   <li>{@code port}: the UDP port to bind, 0 for any free port. Required.
 *   <li>{@code bind-address}: a literal IP address of this machine; all addresses if absent.
 *   <li>{@code receive-buffer-bytes}: the size of the socket's receive buffer; the system's default
 *       if absent.
 * </ul>
 *
 * <p>Settings cannot name a data plane, so the created source has no forwarder. The source only
 * provisions peers, returns no packets, and drops datagrams that are not initiations. Such a source
 * suits a gateway that receives copies of initiations, for example from a UDP proxy in front of
 * several gateways. A gateway with a data plane of its own uses {@link UdpPacketSource#builder}.
 */
public final class UdpPacketSourceProvider implements PacketSourceProvider {

  /** Used by {@link java.util.ServiceLoader}. */
  public UdpPacketSourceProvider() {}

  @Override
  public String name() {
    return "udp";
  }

  /**
   * Creates the source and binds its port.
   *
   * @throws java.io.UncheckedIOException if the port cannot be bound
   */
  @Override
  public PacketSource create(Settings settings) {
    UdpPacketSource.Builder builder = UdpPacketSource.builder();
    settings.requiredText("port");
    settings.parse("port", "a port, 0 to 65535", text -> builder.port(Integer.parseInt(text)));
    settings.parse(
        "bind-address",
        "a literal IPv4 or IPv6 address",
        text -> builder.bindAddress(InetAddresses.forString(text)));
    settings.parse(
        "receive-buffer-bytes",
        "a number of bytes, at least 1",
        text -> builder.receiveBufferBytes(Integer.parseInt(text)));
    return builder.build();
  }
}

package io.jitpeers.netlink;

import io.jitpeers.linux.NetworkNamespace;
import io.jitpeers.settings.Settings;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.PacketSourceProvider;

/**
 * Creates a {@link NfqueuePacketSource} from settings, under the name {@code nfqueue}. Stateless
 * and thread-safe. Its settings:
 *
 * <ul>
 *   <li>{@code queue}: the queue's number, 0 to 65535, as in the firewall rule. Required.
 *   <li>{@code namespace}: the network namespace of the firewall rule, by name or path; this
 *       process's own if absent.
 *   <li>{@code queue-length}: the maximum number of packets that the kernel holds; 4096 if absent.
 *   <li>{@code fail-open}: whether the kernel accepts packets that it cannot queue; {@code true} if
 *       absent.
 *   <li>{@code receive-buffer}: the size of the socket's receive buffer in bytes; if absent, the
 *       buffer has room for a full queue, but at most 64 MiB.
 * </ul>
 */
public final class NfqueuePacketSourceProvider implements PacketSourceProvider {

  /** Creates a provider; for {@link java.util.ServiceLoader}. */
  public NfqueuePacketSourceProvider() {}

  @Override
  public String name() {
    return "nfqueue";
  }

  @Override
  public PacketSource create(Settings settings) {
    NfqueuePacketSource.Builder builder = NfqueuePacketSource.builder();
    settings.requiredText("queue");
    settings.parse(
        "queue",
        "the number of an nfqueue, 0 to 65535",
        text -> builder.queue(Integer.parseInt(text)));
    settings.parse(
        "namespace",
        "a network namespace",
        text -> builder.networkNamespace(NetworkNamespace.checked(text)));
    settings.parse(
        "queue-length",
        "a number of packets, at least 1",
        text -> builder.maxQueueLength(Integer.parseInt(text)));
    settings.flag("fail-open").ifPresent(builder::failOpen);
    settings.parse(
        "receive-buffer",
        "a number of bytes, at least 1",
        text -> builder.receiveBufferBytes(Integer.parseInt(text)));
    return builder.build();
  }
}

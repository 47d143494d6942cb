package io.jitpeers.pcap;

import io.jitpeers.linux.NetworkNamespace;
import io.jitpeers.settings.Settings;
import io.jitpeers.settings.SettingsException;
import io.jitpeers.wakeup.OutboundSource;
import io.jitpeers.wakeup.OutboundSourceProvider;

/**
 * Creates a {@link PcapOutboundSource} from settings, under the name {@code pcap}. Stateless and
 * thread-safe. Its settings:
 *
 * <ul>
 *   <li>{@code interface}: the WireGuard interface. Required.
 *   <li>{@code namespace}: the network namespace of the interface, by name or path; this process's
 *       own if absent.
 *   <li>{@code snapshot-length}: how many bytes of a packet are captured; 256 if absent.
 *   <li>{@code buffer-bytes}: the size of the kernel's buffer for captured packets; 4 MiB if
 *       absent.
 * </ul>
 */
public final class PcapOutboundSourceProvider implements OutboundSourceProvider {

  /** Creates a provider; for {@link java.util.ServiceLoader}. */
  public PcapOutboundSourceProvider() {}

  @Override
  public String name() {
    return "pcap";
  }

  @Override
  public OutboundSource create(Settings settings) {
    PcapOutboundSource.Builder builder = PcapOutboundSource.builder();
    boolean named =
        settings
            .parse("interface", "the name of a WireGuard interface", builder::interfaceName)
            .isPresent();
    if (!named) {
      throw new SettingsException(
          "the setting "
              + settings.fullKey("interface")
              + " is required: the WireGuard interface that peers are on");
    }
    settings.parse(
        "namespace",
        "a network namespace",
        text -> builder.networkNamespace(NetworkNamespace.checked(text)));
    settings.parse(
        "snapshot-length",
        "a number of bytes, 40 to 65535",
        text -> builder.snapshotLength(Integer.parseInt(text)));
    settings.parse(
        "buffer-bytes",
        "a number of bytes, at least 65536",
        text -> builder.bufferBytes(Integer.parseInt(text)));
    return builder.build();
  }
}

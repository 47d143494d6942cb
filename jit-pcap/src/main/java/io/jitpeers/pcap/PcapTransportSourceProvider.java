package io.jitpeers.pcap;

import io.jitpeers.linux.NetworkNamespace;
import io.jitpeers.recovery.TransportSource;
import io.jitpeers.recovery.TransportSourceProvider;
import io.jitpeers.settings.Settings;
import io.jitpeers.settings.SettingsException;

/**
 * Creates a {@link PcapTransportSource} from settings, under the name {@code pcap}. Stateless and
 * thread-safe. Its settings:
 *
 * <ul>
 *   <li>{@code interface}: the interface that receives the clients' packets, {@code any}, or {@code
 *       nflog:GROUP} for packets that a firewall rule logs. Required.
 *   <li>{@code namespace}: the network namespace of the interface or rule, by name or path; this
 *       process's own if absent.
 *   <li>{@code buffer-bytes}: the size of the kernel's buffer for captured packets; 4 MiB if
 *       absent.
 * </ul>
 */
public final class PcapTransportSourceProvider implements TransportSourceProvider {

  /** Creates a provider; for {@link java.util.ServiceLoader}. */
  public PcapTransportSourceProvider() {}

  @Override
  public String name() {
    return "pcap";
  }

  @Override
  public TransportSource create(Settings settings) {
    PcapTransportSource.Builder builder = PcapTransportSource.builder();
    boolean named =
        settings
            .parse(
                "interface",
                "the name of an interface, any, or nflog:GROUP with a group of 0 to 65535",
                builder::interfaceName)
            .isPresent();
    if (!named) {
      throw new SettingsException(
          "the setting "
              + settings.fullKey("interface")
              + " is required: the interface that receives the clients' packets, or nflog:GROUP for"
              + " packets that a firewall rule logs");
    }
    settings.parse(
        "namespace",
        "a network namespace",
        text -> builder.networkNamespace(NetworkNamespace.checked(text)));
    settings.parse(
        "buffer-bytes",
        "a number of bytes, at least 65536",
        text -> builder.bufferBytes(Integer.parseInt(text)));
    return builder.build();
  }
}

package io.jitpeers.pcap;

import io.jitpeers.linux.NetworkNamespace;
import io.jitpeers.settings.Settings;
import io.jitpeers.settings.SettingsException;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.PacketSourceProvider;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Creates a {@link PcapPacketSource} from settings, under the name {@code pcap}. Stateless and
 * thread-safe. Its settings:
 *
 * <ul>
 *   <li>{@code interface}: the interface to capture on, or {@code any}. Either {@code interface} or
 *       {@code file} is required.
 *   <li>{@code file}: a capture file to read instead of an interface.
 *   <li>{@code ports}: the listen ports of the WireGuard interfaces, separated by commas; the
 *       listen ports of the orchestrator's devices if absent. Required for a file.
 *   <li>{@code forwarded-ports}: the UDP ports that this machine's firewall forwards to the listen
 *       ports, separated by commas; none if absent.
 *   <li>{@code namespace}: the network namespace of the interface, by name or path; this process's
 *       own if absent.
 *   <li>{@code snapshot-length}: how many bytes of a frame are captured; 512 if absent.
 *   <li>{@code buffer-bytes}: the size of the kernel's buffer for captured frames; 8 MiB if absent.
 *   <li>{@code reinjection}: whether an initiation is reinjected into the kernel once its peer is
 *       installed; {@code true} if absent.
 * </ul>
 */
public final class PcapPacketSourceProvider implements PacketSourceProvider {
  private static final String PORTS =
      "UDP ports between commas, each 1 to 65535, or ranges such as 4000-4999";

  /** Creates a provider; for {@link java.util.ServiceLoader}. */
  public PcapPacketSourceProvider() {}

  @Override
  public String name() {
    return "pcap";
  }

  @Override
  public PacketSource create(Settings settings) {
    PcapPacketSource.Builder builder = PcapPacketSource.builder();
    boolean live =
        settings
            .parse("interface", "the name of an interface, or any", builder::interfaceName)
            .isPresent();
    boolean file =
        settings
            .parse("file", "the path of a capture file", text -> builder.file(Path.of(text)))
            .isPresent();
    if (!live && !file) {
      throw new SettingsException(
          "the setting "
              + settings.fullKey("interface")
              + " is required: an interface, or any for all of them; to read a file, set "
              + settings.fullKey("file")
              + " instead");
    }
    if (file) {
      settings.requiredText("ports");
    }
    settings.parse("ports", PORTS, text -> builder.ports(parsePorts(text)));
    settings.parse("forwarded-ports", PORTS, text -> builder.forwardedPorts(parsePorts(text)));
    settings.parse(
        "namespace",
        "a network namespace",
        text -> builder.networkNamespace(NetworkNamespace.checked(text)));
    settings.parse(
        "snapshot-length",
        "a number of bytes, 210 to 262144",
        text -> builder.snapshotLength(Integer.parseInt(text)));
    settings.parse(
        "buffer-bytes",
        "a number of bytes, at least 65536",
        text -> builder.bufferBytes(Integer.parseInt(text)));
    settings.flag("reinjection").ifPresent(builder::reinjection);
    return builder.build();
  }

  private static int[] parsePorts(String text) {
    return Arrays.stream(text.split(",", -1)).flatMapToInt(Range::parse).toArray();
  }

  /** One port, or a range of ports such as 4000-4999. */
  private record Range(int first, int last) {
    static IntStream parse(String text) {
      String[] ends = text.split("-", -1);
      Range range =
          new Range(
              Integer.parseInt(ends[0].strip()), Integer.parseInt(ends[ends.length - 1].strip()));
      if (ends.length > 2 || range.first > range.last || range.first < 1 || range.last > 65_535) {
        throw new IllegalArgumentException("not a port, nor a range of ports: " + text);
      }
      return IntStream.rangeClosed(range.first, range.last);
    }
  }
}

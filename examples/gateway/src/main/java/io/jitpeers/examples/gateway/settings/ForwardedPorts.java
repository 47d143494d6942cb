package io.jitpeers.examples.gateway.settings;

import com.google.common.base.Splitter;
import io.jitpeers.settings.SettingsException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The UDP ports that this machine's firewall forwards to each interface. Immutable.
 *
 * @param byInterface for each interface, the forwarded ports in ascending order, usually none
 */
public record ForwardedPorts(Map<String, NavigableSet<Integer>> byInterface) {
  /**
   * The key of the setting that lists the forwarded ports. If the gateway has several interfaces,
   * the prefix {@code interface.NAME.} precedes the key.
   */
  static final String KEY = "packet-source.pcap.forwarded-ports";

  private static final Splitter COMMAS = Splitter.on(',').trimResults();

  /**
   * Reads the forwarded ports from the settings.
   *
   * @param interfaces the interface names
   * @param common the value of {@link #KEY} for all interfaces; blank if it is not set
   * @param overrides for each interface, the settings that apply to it only
   * @throws SettingsException if a value is not a list of ports, or if it is unclear to which
   *     interface the ports are forwarded
   */
  static ForwardedPorts of(
      List<String> interfaces, String common, Map<String, Map<String, String>> overrides) {
    if (!common.isBlank() && interfaces.size() > 1) {
      throw new SettingsException(
          "the setting "
              + KEY
              + " does not tell to which interface the ports are forwarded; set interface.NAME."
              + KEY
              + " instead, with one of "
              + String.join(", ", interfaces));
    }
    Map<String, NavigableSet<Integer>> ports = new LinkedHashMap<>();
    for (String name : interfaces) {
      String own = overrides.getOrDefault(name, Map.of()).getOrDefault(KEY, common);
      ports.put(name, parse(own));
    }
    return new ForwardedPorts(ports);
  }

  private static NavigableSet<Integer> parse(String text) {
    NavigableSet<Integer> ports = new TreeSet<>();
    if (text.isBlank()) {
      return ports;
    }
    for (String part : COMMAS.split(text)) {
      List<String> ends = Splitter.on('-').trimResults().splitToList(part);
      try {
        int first = Integer.parseInt(ends.get(0));
        int last = Integer.parseInt(ends.get(ends.size() - 1));
        if (ends.size() > 2 || first < 1 || last > 65_535 || first > last) {
          throw new NumberFormatException("not a range of ports");
        }
        IntStream.rangeClosed(first, last).forEach(ports::add);
      } catch (NumberFormatException e) {
        throw new SettingsException(
            "the setting "
                + KEY
                + " must be UDP ports between commas, each 1 to 65535, or ranges such as 4000-4999;"
                + " not \""
                + text
                + "\"",
            e);
      }
    }
    return ports;
  }

  /**
   * Returns the ports that the firewall forwards to one interface.
   *
   * @param interfaceName the interface
   * @return the ports in order, possibly none
   */
  public NavigableSet<Integer> of(String interfaceName) {
    return byInterface.getOrDefault(interfaceName, new TreeSet<>());
  }

  /**
   * Returns the ports that the firewall forwards to any of the interfaces.
   *
   * @return the ports in order, possibly none
   */
  public NavigableSet<Integer> all() {
    NavigableSet<Integer> all = new TreeSet<>();
    byInterface.values().forEach(all::addAll);
    return all;
  }

  /**
   * Checks that each port identifies exactly one interface.
   *
   * @param listenPorts the listen port of each interface
   * @throws SettingsException if a port is forwarded to two interfaces, or a forwarded port is also
   *     the listen port of an interface
   */
  public void requireApart(Map<String, Integer> listenPorts) {
    Map<Integer, String> taken = new LinkedHashMap<>();
    listenPorts.forEach((name, port) -> taken.put(port, "on which " + name + " listens"));
    byInterface.forEach(
        (name, ports) -> {
          for (int port : ports) {
            String other = taken.put(port, "which is forwarded to " + name);
            if (other != null) {
              throw new SettingsException(
                  "the setting "
                      + KEY
                      + " of "
                      + name
                      + " names "
                      + port
                      + ", "
                      + other
                      + " already; a capture tells interfaces apart by port, so name it once, or"
                      + " use packet-source=nfqueue, which sees where packets were forwarded to");
            }
          }
        });
  }
}

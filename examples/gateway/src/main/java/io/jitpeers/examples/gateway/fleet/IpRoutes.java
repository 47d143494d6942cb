package io.jitpeers.examples.gateway.fleet;

import com.google.common.base.Splitter;
import com.google.common.net.InetAddresses;
import io.jitpeers.examples.gateway.check.Programs.Ended;
import io.jitpeers.wireguard.IpPrefix;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Routes in the main table, changed with ip(8). The protocol number and the metric together
 * identify this program's routes, including those of an earlier run. For the kernel, routes with
 * the same destinations and different metrics are different routes. So this program does not
 * replace the routes of other programs, unless they have the same metric.
 */
final class IpRoutes implements RouteTable {
  /**
   * The protocol number of this program's routes. It is not among the numbers of linux/rtnetlink.h
   * and of iproute2's rt_protos, so that a routing daemon's routes are not mistaken for this
   * program's.
   */
  static final String PROTOCOL = "87";

  /**
   * The metric of this program's routes. It is higher than the metrics that the kernel gives by
   * default (IPv4 0, IPv6 256 and 1024), so that any other route with the same destinations is
   * preferred.
   */
  static final String METRIC = "8700";

  private static final Splitter WORDS = Splitter.on(' ').omitEmptyStrings();

  /** The message of ip(8) for ESRCH: the route does not exist. */
  private static final String ABSENT = "No such process";

  private final Program program;
  private final Optional<String> device;

  /** Runs programs. */
  @FunctionalInterface
  interface Program {
    /**
     * Runs a program until it ends, successfully or not.
     *
     * @param command its name and arguments
     * @param input the program's standard input
     * @return how it ended
     * @throws IOException if it cannot be run or takes too long; the message contains the command
     */
    Ended run(List<String> command, String input) throws IOException;
  }

  /**
   * Creates a route table. Does not read or change routes.
   *
   * @param program runs ip(8)
   * @param device the interface of new routes; empty if the kernel chooses it by the next hop
   */
  IpRoutes(Program program, Optional<String> device) {
    this.program = program;
    this.device = device;
  }

  @Override
  public List<Route> list() throws IOException {
    List<Route> routes = new ArrayList<>();
    for (String family : List.of("-4", "-6")) {
      output(List.of("ip", "-o", family, "route", "show", "proto", PROTOCOL))
          .lines()
          .map(WORDS::splitToList)
          .filter(IpRoutes::hasMetric)
          .map(words -> route(words, family.equals("-6")))
          .flatMap(Optional::stream)
          .forEach(routes::add);
    }
    return routes;
  }

  private String output(List<String> command) throws IOException {
    Ended ended = program.run(command, "");
    if (ended.status() != 0) {
      throw new IOException(
          "\""
              + String.join(" ", command)
              + "\" failed ("
              + ended.status()
              + "): "
              + ended.complaints().strip());
    }
    return ended.output();
  }

  private static boolean hasMetric(List<String> words) {
    return Collections.indexOfSubList(words, List.of("metric", METRIC)) > 0;
  }

  /** Parses a route in a line such as {@code 10.0.0.2 via inet6 fd00::1 dev eth0 metric 8700}. */
  private static Optional<Route> route(List<String> words, boolean ipv6) {
    try {
      IpPrefix prefix = prefix(words.get(0), ipv6);
      int via = words.indexOf("via") + 1;
      int hop = via > 0 && words.get(via).equals("inet6") ? via + 1 : via;
      int device = words.indexOf("dev") + 1;
      return Optional.of(
          new Route(
              prefix,
              hop > 0 ? Optional.of(InetAddresses.forString(words.get(hop))) : Optional.empty(),
              device > 0 ? Optional.of(words.get(device)) : Optional.empty()));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      // Not a route of this program: its routes have a destination and one next hop.
      return Optional.empty();
    }
  }

  private static IpPrefix prefix(String text, boolean ipv6) {
    if (text.equals("default")) {
      return IpPrefix.parse(ipv6 ? "::/0" : "0.0.0.0/0");
    }
    return text.indexOf('/') < 0
        ? IpPrefix.ofAddress(ByteBuffer.wrap(InetAddresses.forString(text).getAddress()))
        : IpPrefix.parse(text);
  }

  @Override
  public List<Failure> change(List<Change> changes) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (Change change : changes) {
      lines.append(String.join(" ", arguments(change, device))).append('\n');
    }
    List<Failure> failures = new ArrayList<>();
    IpBatch.failures(changes.size(), program.run(IpBatch.COMMAND, lines.toString()))
        .forEach(
            (index, said) -> {
              Change change = changes.get(index);
              // The kernel removes routes by itself when their interface goes down.
              if (change.via().isPresent() || !said.contains(ABSENT)) {
                failures.add(
                    new Failure(change, "\"" + command(change, device) + "\" failed: " + said));
              }
            });
    return failures;
  }

  @Override
  public boolean isCurrent(Route listed, InetAddress via) {
    return listed.via().equals(Optional.of(via))
        && (device.isEmpty() || device.equals(listed.device()));
  }

  /** Returns the command that makes a change. */
  static String command(Change change, Optional<String> device) {
    return "ip " + String.join(" ", arguments(change, device));
  }

  /**
   * Returns the arguments of ip(8) that make a change. {@link #change} writes them as one line to
   * the standard input of ip(8). In this line, the destination comes after the protocol and the
   * metric. So if this program dies while it writes the line, the incomplete line changes no route
   * of another program: it either lacks a destination, or already contains this program's protocol
   * and metric.
   */
  private static List<String> arguments(Change change, Optional<String> device) {
    String what = change.via().isPresent() ? "replace" : "del";
    List<String> words =
        new ArrayList<>(List.of("route", what, "proto", PROTOCOL, "metric", METRIC));
    words.add(change.prefix().toString());
    change
        .via()
        .ifPresent(
            via -> {
              words.add("via");
              if (!change.prefix().isIpv6() && via instanceof Inet6Address) {
                words.add("inet6");
              }
              words.add(InetAddresses.toAddrString(via));
              device.ifPresent(name -> words.addAll(List.of("dev", name)));
            });
    return words;
  }
}

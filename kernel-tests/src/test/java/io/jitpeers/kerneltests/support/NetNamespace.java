package io.jitpeers.kerneltests.support;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A network namespace with its loopback up. Closing it deletes it, including every interface in it.
 *
 * <p>Thread-safe.
 */
public final class NetNamespace implements AutoCloseable {
  private static final AtomicInteger COUNTER = new AtomicInteger();

  /** Indexes of interfaces, higher than those that the kernel assigns itself. */
  private static final AtomicInteger NUMBERS = new AtomicInteger(1_000);

  private static final Set<String> OPEN = new ConcurrentSkipListSet<>();

  private final String name;

  private NetNamespace(String name) {
    this.name = name;
  }

  /**
   * Creates a namespace.
   *
   * @param label part of its name, for human readers
   */
  public static NetNamespace create(String label) {
    String name =
        "jit" + ProcessHandle.current().pid() + "-" + COUNTER.incrementAndGet() + "-" + label;
    Commands.here().run("ip", "netns", "add", name);
    OPEN.add(name);
    NetNamespace namespace = new NetNamespace(name);
    namespace.run("ip", "link", "set", "lo", "up");
    return namespace;
  }

  /** Returns its name for {@code ip netns}. */
  public String name() {
    return name;
  }

  /** Returns its file. */
  public Path path() {
    return Path.of("/run/netns", name);
  }

  /**
   * Returns an instance that runs commands in this namespace. The commands see this JVM's {@code
   * /sys}. {@code ip netns exec} would mount another one, which takes a slow kernel as long as most
   * commands.
   */
  public Commands commands() {
    return Commands.here().through("nsenter", "--net=" + path());
  }

  /**
   * Runs a command in this namespace; it must succeed.
   *
   * @return its standard output
   */
  public String run(String... command) {
    return commands().run(command);
  }

  /**
   * Returns an attribute of an interface from {@code /sys/class/net}.
   *
   * @param attribute such as {@code ifindex}
   */
  public String attribute(String device, String attribute) {
    // ip(8) mounts the /sys of the namespace.
    String file = "/sys/class/net/" + device + "/" + attribute;
    return Commands.here().run("ip", "netns", "exec", name, "cat", file).strip();
  }

  /**
   * Runs code on a new thread in this namespace. Sockets that it opens, and threads that it starts,
   * stay in the namespace.
   *
   * @return what the code returns
   * @throws Exception what the code throws
   */
  public <T> T call(Callable<T> code) throws Exception {
    return ThreadNamespaces.call(path(), code);
  }

  /**
   * Connects two namespaces by a pair of virtual Ethernet interfaces, which are up.
   *
   * @param device the interface's name, on both sides
   * @param address the address in this namespace, with its prefix length
   * @param other the other namespace
   * @param otherAddress the address in the other namespace, with its prefix length
   */
  public void connect(String device, String address, NetNamespace other, String otherAddress) {
    // The ends get different indexes. Otherwise the kernel takes up to a second to notice that both
    // are up (linkwatch_urgent_event), and IPv6 sends nothing until then.
    batch(
        "link add DEV index NUMBER type veth peer name DEV netns OTHER"
            .replace("DEV", device)
            .replace("NUMBER", Integer.toString(NUMBERS.incrementAndGet()))
            .replace("OTHER", other.name),
        addressAdd(device, address),
        "link set " + device + " up");
    other.batch(addressAdd(device, otherAddress), "link set " + device + " up");
    awaitCarrier(device);
    other.awaitCarrier(device);
  }

  /** Runs several command lines in one ip(8) process. */
  private void batch(String... lines) {
    commands().reading(String.join("\n", lines) + "\n").run("ip", "-batch", "-");
  }

  private void awaitCarrier(String device) {
    boolean up =
        Await.until(
            Commands.TIMEOUT, () -> run("ip", "-o", "link", "show", device).contains(" state UP "));
    if (!up) {
      throw new AssertionError(device + " in " + name + " has no carrier");
    }
  }

  /** Gives an interface an address and brings it up. */
  public void addAddress(String device, String address) {
    batch(addressAdd(device, address), "link set " + device + " up");
  }

  private static String addressAdd(String device, String address) {
    // nodad: otherwise an IPv6 address is unusable during duplicate address detection, which takes
    // a second.
    return "address add " + address + " dev " + device + (address.contains(":") ? " nodad" : "");
  }

  /** Deletes the namespace. Closing again does nothing. */
  @Override
  public void close() {
    if (OPEN.remove(name)) {
      Commands.here().run("ip", "netns", "delete", name);
    }
  }

  /** Deletes all namespaces that were not closed, and returns their names. */
  static List<String> closeLeftOver() {
    List<String> left = List.copyOf(OPEN);
    left.forEach(name -> new NetNamespace(name).close());
    return left;
  }

  @Override
  public String toString() {
    return name;
  }

  /**
   * Sends one packet to an address, without waiting for an answer: the timeout of a second is
   * ping(8)'s minimum.
   *
   * @param options of ping(8)
   */
  public void knock(String address, String... options) {
    List<String> ping = new ArrayList<>(List.of("ping", "-c", "1", "-W", "1"));
    ping.addAll(List.of(options));
    ping.add(address);
    var unused = commands().attempt(ping.toArray(String[]::new));
  }
}

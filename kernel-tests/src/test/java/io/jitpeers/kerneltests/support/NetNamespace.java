package io.jitpeers.kerneltests.support;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A network namespace with its loopback up. Closing it deletes it, and with it every interface in
 * it.
 *
 * <p>Thread-safe.
 */
public final class NetNamespace implements AutoCloseable {
  private static final AtomicInteger COUNTER = new AtomicInteger();

  /** Of interfaces, higher than those that the kernel gives itself. */
  private static final AtomicInteger NUMBERS = new AtomicInteger(1_000);

  private static final Set<String> OPEN = new ConcurrentSkipListSet<>();

  private final String name;

  private NetNamespace(String name) {
    this.name = name;
  }

  /**
   * Makes a namespace.
   *
   * @param label part of its name, to know it by
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

  /** As {@code ip netns} knows it. */
  public String name() {
    return name;
  }

  /** The file that stands for it. */
  public Path path() {
    return Path.of("/run/netns", name);
  }

  /**
   * Commands that run in this namespace. They see this JVM's {@code /sys}: it takes a slow kernel
   * as long as most commands to have {@code ip netns exec} mount another.
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
   * What {@code /sys/class/net} says of an interface.
   *
   * @param attribute such as {@code ifindex}
   */
  public String attribute(String device, String attribute) {
    // ip(8) mounts the /sys of the namespace.
    String file = "/sys/class/net/" + device + "/" + attribute;
    return Commands.here().run("ip", "netns", "exec", name, "cat", file).strip();
  }

  /**
   * Runs code on a new thread that is in this namespace. Sockets that it opens, and threads that it
   * starts, stay there.
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
   * @param address of ours, with its prefix length
   * @param other the other namespace
   * @param otherAddress of its interface, with its prefix length
   */
  public void connect(String device, String address, NetNamespace other, String otherAddress) {
    // The ends get different numbers: else the kernel takes up to a second to notice that both are
    // up (linkwatch_urgent_event), and IPv6 sends nothing until then.
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

  /** Runs lines of ip(8) in one process. */
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
    // nodad: an IPv6 address is of use only once no other host can have it, which takes a second to
    // find out.
    return "address add " + address + " dev " + device + (address.contains(":") ? " nodad" : "");
  }

  /** Deletes the namespace. A second time does nothing. */
  @Override
  public void close() {
    if (OPEN.remove(name)) {
      Commands.here().run("ip", "netns", "delete", name);
    }
  }

  /** Deletes all that were not closed, and names them. */
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
   * Sends one packet to an address. Whether it is answered is not waited for: a second is only what
   * ping(8) stays for at least.
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

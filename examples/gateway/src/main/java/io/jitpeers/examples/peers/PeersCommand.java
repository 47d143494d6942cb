package io.jitpeers.examples.peers;

import io.jitpeers.examples.common.Version;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.StoreException;
import io.jitpeers.time.TimeSource;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code peers}: lists the peers on a WireGuard interface of this machine's kernel. */
@Command(
    name = "peers",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Lists the peers of a WireGuard interface of this machine's kernel as \"wg show\" does, the"
          + " peer with the latest handshake first. Prints no secrets. Needs root, or the"
          + " capability CAP_NET_ADMIN. Ends with 0 if it could list the peers, 1 if not, and 2 for"
          + " a mistake in the command line."
    })
public final class PeersCommand implements Callable<Integer> {
  private static final int FAILED = 1;

  private final PrintStream out;
  private final StoreOpener opener;
  private final TimeSource time;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--interface",
      required = true,
      paramLabel = "NAME",
      description = "The WireGuard interface, such as wg0.")
  private String interfaceName = "";

  @Option(
      names = "--namespace",
      paramLabel = "NAME",
      description =
          "The network namespace of the interface: a name, as \"ip netns\" shows it, or the path of"
              + " the namespace's file. The default is this process's own namespace.")
  private @Nullable String namespace;

  @Option(
      names = "--json",
      description =
          "Print one JSON object instead of the list, with the peers in the kernel's order:"
              + " \"interface\" with \"name\", \"public_key\" and \"listening_port\"; \"peers\","
              + " each with \"public_key\", \"preshared_key_present\", \"endpoint\","
              + " \"allowed_ips\", \"latest_handshake\" (ISO 8601), \"rx_bytes\", \"tx_bytes\" and"
              + " \"persistent_keepalive\" (seconds); \"peer_count\"; \"complete\", which is false"
              + " if peers may be missing. A value that does not exist is null, and so are the time"
              + " of a handshake that never happened and a keepalive that is off.")
  private boolean json;

  /** Creates a command that lists the kernel's peers on standard output. */
  public PeersCommand() {
    this(System.out, StoreOpener::kernel, TimeSource.system());
  }

  PeersCommand(PrintStream out, StoreOpener opener, TimeSource time) {
    this.out = out;
    this.opener = opener;
    this.time = time;
  }

  /**
   * Lists the peers.
   *
   * @return 0 if they were listed, else 1
   */
  @Override
  public Integer call() {
    try (PeerStore store = open()) {
      boolean complete = json ? PeersJson.print(store, out) : PeersText.print(store, out, time);
      if (out.checkError()) {
        return fail("the list could not be written to the end");
      }
      if (!complete) {
        say("the interface changed all the time while it was listed, so peers may be missing");
      }
      return 0;
    } catch (StoreException | IOException e) {
      return fail(String.valueOf(e.getMessage()));
    } catch (LinkageError e) {
      return fail("the C library cannot be called from here: " + e.getMessage());
    }
  }

  private PeerStore open() {
    try {
      return opener.open(interfaceName, namespace);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private int fail(String reason) {
    say(reason);
    return FAILED;
  }

  private void say(String sentence) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(spec.qualifiedName() + ": " + sentence);
    err.flush();
  }
}

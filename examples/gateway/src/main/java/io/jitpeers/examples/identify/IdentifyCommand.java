package io.jitpeers.examples.identify;

import io.jitpeers.examples.common.ShutdownHook;
import io.jitpeers.examples.common.Version;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PrivateKeyFile;
import io.jitpeers.wireguard.ResponderKey;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code identify}: lists the senders of handshake initiations in a capture. */
@Command(
    name = "identify",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Lists the senders of the WireGuard handshake initiations in a capture file, or on an"
          + " interface until the command is interrupted. Changes nothing. Needs libpcap, and on an"
          + " interface root or the capability CAP_NET_RAW.",
      "",
      "Prints a line for each initiation, in the order of the capture. A line has the number of the"
          + " initiation's frame, the source and the destination, and the sender's index. Then"
          + " follows either the sender's static public key with the TAI64N timestamp of the"
          + " initiation, or \"refused:\" with the first check that failed: bad_mac1 (the"
          + " initiation is not for this key, or is garbage), low_order_point (a key in the"
          + " initiation makes the shared secret zero), bad_static (the encrypted static key cannot"
          + " be decrypted), bad_timestamp (the sender claims a key that it does not hold). Frames"
          + " are numbered from 1; on an interface only frames that look like initiations are"
          + " counted.",
      "",
      "At the end, prints the counts to standard error, on one line: \"frames: N; initiations: N"
          + " (opened N, refused N: reasons); other frames: N (reasons); dropped by the kernel:"
          + " N\". An opened initiation was decrypted and is valid. In place of reasons stand all"
          + " reasons, each with its number. Ends with 0, with 1 if reading or writing failed, and"
          + " with 2 for a mistake in the command line; an interrupt ends the command with 130,"
          + " SIGTERM with 143."
    })
public final class IdentifyCommand implements Callable<Integer> {
  private static final int FAILED = 1;

  private final OutputStream out;
  private final CaptureRequest.Opener opener;

  @Spec private CommandSpec spec = CommandSpec.create();

  @ArgGroup(multiplicity = "1")
  private Subject subject = new Subject();

  @Option(
      names = "--namespace",
      paramLabel = "NAME",
      description =
          "The network namespace to capture in: a name, as \"ip netns\" shows it, or the path of"
              + " the namespace's file. Use the namespace in which the WireGuard interface was"
              + " created, because initiations arrive there. The default is this process's own"
              + " namespace.")
  private @Nullable String namespace;

  @Option(
      names = "--port",
      required = true,
      split = ",",
      paramLabel = "PORT",
      description =
          "The UDP port of the gateway, to which initiations are sent. For several, use commas or"
              + " repeat the option.")
  private List<Integer> ports = new ArrayList<>();

  @Option(
      names = "--private-key-file",
      required = true,
      paramLabel = "FILE",
      description = "The gateway's private key, as \"wg genkey\" writes it.")
  private Path privateKeyFile = Path.of("");

  @Option(names = "--count", paramLabel = "N", description = "End after N initiations.")
  private long count = Long.MAX_VALUE;

  @Option(
      names = "--json",
      description =
          "Print each initiation as one JSON object on a line: \"frame\", \"source\","
              + " \"destination\", \"sender_index\", and either \"public_key\" with \"tai64n\" (24"
              + " hexadecimal digits) or \"reject\" (such as \"bad_mac1\").")
  private boolean json;

  /** The options that select the source of frames. */
  private static final class Subject {
    @Option(
        names = "--capture",
        required = true,
        paramLabel = "FILE",
        description = "A capture file, pcap or pcapng.")
    private @Nullable Path file;

    @Option(
        names = "--interface",
        required = true,
        paramLabel = "NAME",
        description =
            "The network interface on which initiations arrive, such as eth0; any captures on all"
                + " interfaces.")
    private @Nullable String interfaceName;
  }

  /** Creates a command that uses libpcap and prints to standard output. */
  public IdentifyCommand() {
    // System.out is unsuitable, because it hides why a write failed.
    this(new FileOutputStream(FileDescriptor.out), CaptureRequest::withLibPcap);
  }

  IdentifyCommand(OutputStream out, CaptureRequest.Opener opener) {
    this.out = out;
    this.opener = opener;
  }

  /**
   * Identifies the senders of the initiations.
   *
   * @return 0 if the whole capture was processed, else 1
   */
  @Override
  public Integer call() {
    try (Capture capture = open()) {
      ResponderKey key = responderKey();
      try {
        return identify(capture, key);
      } finally {
        key.destroy();
      }
    } catch (UncheckedIOException | IOException e) {
      return fail(String.valueOf(e.getMessage()));
    } catch (LinkageError e) {
      return fail("native code cannot be called from here: " + e.getMessage());
    }
  }

  private Capture open() {
    if (subject.file != null && namespace != null) {
      throw mistake("--namespace goes with --interface; a capture file has no namespace", null);
    }
    if (count < 1) {
      throw mistake("--count must be at least 1, not " + count, null);
    }
    try {
      return opener.open(
          new CaptureRequest(subject.file, subject.interfaceName, namespace, List.copyOf(ports)));
    } catch (IllegalArgumentException e) {
      throw mistake(String.valueOf(e.getMessage()), e);
    }
  }

  private ParameterException mistake(String sentence, @Nullable Throwable cause) {
    return new ParameterException(spec.commandLine(), sentence, cause);
  }

  private ResponderKey responderKey() throws IOException {
    PrivateKey key = PrivateKeyFile.read(privateKeyFile);
    try {
      return ResponderKey.of(key);
    } finally {
      key.destroy();
    }
  }

  private int identify(Capture capture, ResponderKey key) throws IOException {
    FindingWriter findings = json ? new FindingsJson(out) : new FindingsText(out);
    Identification identification = new Identification(key, findings, count);
    ShutdownHook hook = ShutdownHook.register(identification::stop);
    try {
      int exitCode = watch(identification, capture);
      PrintWriter err = spec.commandLine().getErr();
      err.println(identification.counts().summary(capture.statistics()));
      err.flush();
      return exitCode;
    } finally {
      hook.close();
    }
  }

  private int watch(Identification identification, Capture capture) {
    try {
      identification.watch(capture);
      return 0;
    } catch (IOException e) {
      return fail(String.valueOf(e.getMessage()));
    }
  }

  private int fail(String reason) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(spec.qualifiedName() + ": " + reason);
    err.flush();
    return FAILED;
  }
}

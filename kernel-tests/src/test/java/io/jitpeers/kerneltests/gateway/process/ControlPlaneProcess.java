package io.jitpeers.kerneltests.gateway.process;

import io.jitpeers.kerneltests.gateway.world.Member;
import io.jitpeers.kerneltests.support.NetNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code jit-examples.jar control-plane} with a persistent database. */
public final class ControlPlaneProcess implements AutoCloseable {
  /** The port of its loopback address. */
  public static final int PORT = 8080;

  private static final String LISTENING = "listening on http://127.0.0.1:" + PORT;

  private final NetNamespace where;
  private final Path database;
  private final Path token;
  private final List<String> moreFlags;
  private ExamplesProcess process;

  private ControlPlaneProcess(
      NetNamespace where, Path database, Path token, List<String> moreFlags) {
    this.where = where;
    this.database = database;
    this.token = token;
    this.moreFlags = moreFlags;
  }

  /**
   * Creates a database, and starts a control plane with it.
   *
   * @param where its namespace
   * @param folder the folder for its files
   * @param members the members that it knows
   */
  public static ControlPlaneProcess start(NetNamespace where, Path folder, Stream<Member> members) {
    return start(where, folder, members, List.of());
  }

  /**
   * Does the same with additional flags.
   *
   * @param flags such as {@code --max-age=2}
   */
  public static ControlPlaneProcess start(
      NetNamespace where, Path folder, Stream<Member> members, List<String> flags) {
    ControlPlaneProcess made =
        new ControlPlaneProcess(
            where, folder.resolve("control-plane.sqlite"), folder.resolve("token"), flags);
    Path list = folder.resolve("members");
    try {
      Files.writeString(made.token, "the-token-of-" + folder.getFileName() + "\n");
      Files.writeString(
          list, members.map(Member::json).collect(Collectors.joining("\n", "", "\n")));
    } catch (IOException e) {
      throw new UncheckedIOException("The control plane's files cannot be written", e);
    }
    made.command("import", list.toString());
    made.start();
    return made;
  }

  /** Starts the control plane again. */
  public void start() {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "control-plane",
                "--database",
                database.toString(),
                "--listen",
                "127.0.0.1:" + PORT,
                "--token-file",
                token.toString()));
    arguments.addAll(moreFlags);
    process = ExamplesProcess.start(where, "control-plane", arguments);
    try {
      process.awaitOutput(LISTENING);
    } catch (AssertionError e) {
      process.close();
      throw e;
    }
  }

  /** Ends the control plane; its database is kept. */
  public void stop() {
    process.close();
  }

  /** Returns a gateway's flags for this control plane. */
  public List<String> flags() {
    return flags("127.0.0.1:" + PORT);
  }

  /**
   * Returns a gateway's flags for a proxy of this control plane.
   *
   * @param proxy its address and port
   */
  public List<String> flags(String proxy) {
    return List.of("--control-plane", "http://" + proxy, "--token-file", token.toString());
  }

  /** Removes a member from the database. */
  public void remove(Member member) {
    command("remove", member.publicKey().toBase64());
  }

  /** Assigns a member an address other than its own. */
  public void assign(Member member, String address) {
    ExamplesProcess.run(
        where,
        "control-plane",
        "peer",
        "add",
        "--database",
        database.toString(),
        "--allowed-ip",
        address + "/32",
        member.publicKey().toBase64());
  }

  /** Assigns a member its own address. */
  public void assign(Member member) {
    assign(member, member.address());
  }

  private void command(String name, String argument) {
    ExamplesProcess.run(
        where, "control-plane", "peer", name, "--database", database.toString(), argument);
  }

  @Override
  public void close() {
    stop();
  }
}

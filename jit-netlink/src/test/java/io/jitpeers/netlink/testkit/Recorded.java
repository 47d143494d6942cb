package io.jitpeers.netlink.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/** What a real kernel answered; see {@code recorded/README.md} among the test resources. */
public final class Recorded {
  private Recorded() {}

  /** The datagrams of a conversation. */
  public static List<byte[]> datagrams(String name) {
    return text(name + ".hex").lines().map(HexFormat.of()::parseHex).toList();
  }

  /** A socket that gives these datagrams after the question for the family was answered. */
  public static ScriptedSocket conversation(String name) {
    ScriptedSocket socket = new ScriptedSocket();
    datagrams("family").forEach(socket::recorded);
    datagrams(name).forEach(socket::recorded);
    return socket;
  }

  /** Another recorded file. */
  public static String text(String file) {
    try (InputStream in = Recorded.class.getResourceAsStream("/recorded/" + file)) {
      if (in == null) {
        throw new IllegalArgumentException("there is no recording " + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.jitpeers.netlink.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/** Recorded answers of a real kernel; see {@code recorded/README.md} in the test resources. */
public final class Recorded {
  private Recorded() {}

  /** Returns the datagrams of an exchange. */
  public static List<byte[]> datagrams(String name) {
    return text(name + ".hex").lines().map(HexFormat.of()::parseHex).toList();
  }

  /** Returns a socket that answers the request for the family, and then returns these datagrams. */
  public static ScriptedSocket conversation(String name) {
    ScriptedSocket socket = new ScriptedSocket();
    datagrams("family").forEach(socket::recorded);
    datagrams(name).forEach(socket::recorded);
    return socket;
  }

  /** Returns another recorded file. */
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

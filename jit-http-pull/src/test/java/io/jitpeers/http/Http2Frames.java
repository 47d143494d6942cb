package io.jitpeers.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.http.MisbehavingHttpServer.Connection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The parts of RFC 9113 that a test server needs, with the upgrade from HTTP/1.1 in clear text. */
final class Http2Frames {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;

  private static final byte[] NOTHING = {};

  // RFC 7541 section 6.1: the entry of the static table that is ":status: 200", indexed.
  private static final byte[] STATUS_200 = {(byte) 0x88};

  // RFC 7541 section 6.2.2: without indexing, name 31 of the static table, which is content-type.
  private static final byte[] CONTENT_TYPE = {0x0F, 0x10};

  private Http2Frames() {}

  static void switchProtocols(Connection connection) throws IOException {
    connection.write(
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n");
    connection.write(frame(SETTINGS, 0, 0, NOTHING));
    assertThat(new String(connection.read(24), StandardCharsets.US_ASCII))
        .startsWith("PRI * HTTP/2.0");
  }

  static byte[] frame(int type, int flags, int stream, byte[] payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .putShort((short) (payload.length >> 8))
        .put((byte) payload.length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  /** Returns the headers of an answer with status 200. */
  static byte[] ok(int stream) {
    return frame(HEADERS, END_HEADERS, stream, STATUS_200);
  }

  /** Returns the same with a media type of less than 127 characters. */
  static byte[] ok(int stream, String contentType) {
    byte[] type = contentType.getBytes(StandardCharsets.US_ASCII);
    byte[] block =
        ByteBuffer.allocate(STATUS_200.length + CONTENT_TYPE.length + 1 + type.length)
            .put(STATUS_200)
            .put(CONTENT_TYPE)
            .put((byte) type.length)
            .put(type)
            .array();
    return frame(HEADERS, END_HEADERS, stream, block);
  }

  static byte[] data(int stream, String text) {
    return frame(DATA, 0, stream, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Reads one frame and returns its type and its stream. */
  static int[] readFrame(Connection connection) throws IOException {
    ByteBuffer head = ByteBuffer.wrap(connection.read(9));
    int length = ((head.getShort() & 0xFFFF) << 8) | (head.get() & 0xFF);
    int type = head.get();
    head.get();
    int stream = head.getInt();
    connection.read(length);
    return new int[] {type, stream};
  }

  /** Reads until the client resets a stream, and returns its number. */
  static int awaitReset(Connection connection) throws IOException {
    return await(connection, RST_STREAM);
  }

  /** Reads until the client sends a request, and returns its stream's number. */
  static int awaitRequest(Connection connection) throws IOException {
    return await(connection, HEADERS);
  }

  private static int await(Connection connection, int type) throws IOException {
    while (true) {
      // SETTINGS, their acknowledgement, WINDOW_UPDATE
      int[] frame = readFrame(connection);
      if (frame[0] == type) {
        return frame[1];
      }
    }
  }
}

package io.jitpeers.http.internal.events;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Parses the bytes of one event stream (WHATWG HTML, section 9.2.6). The bytes may be split into
 * buffers at any place. Lines end with CR, LF or both. A byte order mark at the beginning is
 * skipped. An event that is unfinished at the end of the stream is discarded. Not thread-safe.
 *
 * <p>The parser holds one line and the data of one event. Both are bounded. The parser ignores a
 * line of more than {@link #MAX_LINE} bytes. It also ignores a data line that would make the
 * event's data larger than {@link #MAX_DATA}.
 */
public final class EventStreamParser {
  /**
   * The longest line that is parsed, in bytes. A data line with a peer's public key has 50 bytes.
   */
  public static final int MAX_LINE = 1024;

  /**
   * The maximum size of an event's data. Each data line counts as its number of characters plus
   * {@link #LINE_COST}.
   */
  public static final int MAX_DATA = 65_536;

  static final int LINE_COST = 32;

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
  private static final String DEFAULT_TYPE = "message";

  // Numbers with this many digits always fit into a long.
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");

  private final EventHandler handler;
  private final byte[] line = new byte[MAX_LINE];
  private final List<String> data = new ArrayList<>();
  private int length;
  private boolean tooLong;
  private boolean afterCarriageReturn;
  private boolean begun;
  private int dataSize;
  private String type = "";
  private String id;

  /**
   * Creates a parser for a new stream.
   *
   * @param lastId the id that was sent in the request for the stream; it applies until the first
   *     {@code id} field of the stream; may be empty
   */
  public EventStreamParser(String lastId, EventHandler handler) {
    this.id = lastId;
    this.handler = handler;
  }

  /** Parses the next bytes. */
  public void feed(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      byte next = bytes.get();
      if (next == '\n' && afterCarriageReturn) {
        afterCarriageReturn = false;
      } else if (next == '\n' || next == '\r') {
        afterCarriageReturn = next == '\r';
        endLine();
      } else {
        afterCarriageReturn = false;
        append(next);
      }
    }
  }

  private void append(byte next) {
    if (length == MAX_LINE) {
      tooLong = true;
      return;
    }
    line[length++] = next;
    if (!begun && length == BYTE_ORDER_MARK.length) {
      begun = true;
      if (startsWithMark()) {
        length = 0;
      }
    }
  }

  private boolean startsWithMark() {
    return line[0] == BYTE_ORDER_MARK[0]
        && line[1] == BYTE_ORDER_MARK[1]
        && line[2] == BYTE_ORDER_MARK[2];
  }

  private void endLine() {
    begun = true;
    int size = length;
    boolean cut = tooLong;
    length = 0;
    tooLong = false;
    if (size == 0) {
      dispatch();
    } else if (line[0] == ':') {
      return; // A comment of any length is skipped, because some servers fill the buffers of
      // proxies with such comments.
    } else if (cut) {
      handler.ignored();
    } else {
      field(new String(line, 0, size, StandardCharsets.UTF_8));
    }
  }

  private void field(String text) {
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    String value = colon < 0 ? "" : text.substring(colon + 1);
    value = value.startsWith(" ") ? value.substring(1) : value;
    switch (name) {
      case "data" -> addData(value);
      case "event" -> type = value;
      case "id" -> setId(value);
      case "retry" -> retry(value);
      default -> handler.ignored();
    }
  }

  private void addData(String value) {
    int size = value.length() + LINE_COST;
    if (size > MAX_DATA - dataSize) {
      handler.ignored();
      return;
    }
    dataSize += size;
    data.add(value);
  }

  private void setId(String value) {
    if (value.indexOf('\0') < 0) {
      id = value;
    } else {
      handler.ignored();
    }
  }

  private void retry(String value) {
    if (DIGITS.matcher(value).matches()) {
      handler.retry(Long.parseLong(value));
    } else {
      handler.ignored();
    }
  }

  private void dispatch() {
    List<String> lines = List.copyOf(data);
    String ended = type.isEmpty() ? DEFAULT_TYPE : type;
    data.clear();
    dataSize = 0;
    type = "";
    handler.event(ended, lines, id);
  }
}

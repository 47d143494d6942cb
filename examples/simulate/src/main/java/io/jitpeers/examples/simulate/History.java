package io.jitpeers.examples.simulate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import io.jitpeers.settings.FileFailures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The most recent day of a gateway, as its status server remembers it: a point for each minute.
 *
 * @param points the points, the earliest first
 */
record History(List<Point> points) {
  private static final JsonFactory JSON = new JsonFactory();

  /**
   * The longest permitted history, in seconds. A gateway's latest points usually cover one day. The
   * points cover more than one day if the gateway's machine was busy or suspended.
   */
  private static final int LONGEST = 2 * DayCurve.DAY;

  /**
   * A point of the history, which stands for one minute.
   *
   * @param second the end of the minute, in seconds since 1970
   * @param resident the number of resident peers at the end of the minute
   * @param installed the number of peers that were installed during the minute
   */
  record Point(long second, int resident, int installed) {}

  /** Copies the list. */
  History {
    points = List.copyOf(points);
  }

  /**
   * Reads a saved {@code /status.json}. If the file has several interfaces, uses the first one that
   * has points.
   *
   * @throws IOException if the file cannot be read or has fewer than two points, if a point is not
   *     later than the point before it, or if the points cover more than two days
   */
  static History read(Path file) throws IOException {
    List<Point> points = new ArrayList<>();
    try (JsonParser json = JSON.createParser(Files.readString(file))) {
      while (points.isEmpty() && json.nextToken() != null) {
        if (json.currentToken() == JsonToken.START_ARRAY && isDay(json)) {
          readPoints(json, points);
        }
      }
    } catch (JsonProcessingException e) {
      throw new IOException(file + " is not a gateway's status.json: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new IOException(file + " " + FileFailures.reason(file, e), e);
    }
    requireDay(file, points);
    return new History(points);
  }

  private static void requireDay(Path file, List<Point> points) throws IOException {
    if (points.size() < 2) {
      throw new IOException(file + " has less than two points of a day in a \"series\"");
    }
    for (int i = 1; i < points.size(); i++) {
      long second = points.get(i).second();
      if (second <= points.get(i - 1).second() || second - points.get(0).second() > LONGEST) {
        throw new IOException(
            file + " has times that are not those of one day: the gateway's clock was set");
      }
    }
  }

  private static boolean isDay(JsonParser json) throws IOException {
    JsonStreamContext series = json.getParsingContext().getParent().getParent();
    return "points".equals(json.currentName())
        && series != null
        && "day".equals(series.getCurrentName());
  }

  private static void readPoints(JsonParser json, List<Point> points) throws IOException {
    while (json.nextToken() == JsonToken.START_ARRAY) {
      long millis = json.nextLongValue(0);
      int resident = json.nextIntValue(0);
      int unusedPending = json.nextIntValue(0);
      points.add(new Point(millis / 1_000, resident, json.nextIntValue(0)));
      while (json.currentToken() != null && json.currentToken() != JsonToken.END_ARRAY) {
        json.skipChildren();
        json.nextToken();
      }
    }
  }

  /** Returns how many seconds the history covers. */
  int seconds() {
    return Math.toIntExact(points.get(points.size() - 1).second() - points.get(0).second());
  }

  /** Returns the largest number of peers that were resident at the end of a minute. */
  int mostResident() {
    return points.stream().mapToInt(Point::resident).max().orElse(0);
  }

  /** Returns how many peers were installed after the first point. */
  int installed() {
    return points.stream().skip(1).mapToInt(Point::installed).sum();
  }

  /**
   * Returns how many seconds a peer stayed on average: the average number of resident peers,
   * divided by the installs per second (Little's law).
   */
  double meanStay() {
    double resident = points.stream().mapToInt(Point::resident).average().orElse(0);
    return resident * seconds() / Math.max(1, installed());
  }
}

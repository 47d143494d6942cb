package io.jitpeers.benchmarks.profiles;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stack that the profiler met.
 *
 * @param thread the thread's name, in which {@code N} stands for each number
 * @param frames the frames, from the thread's first to the one that was running
 * @param weight how often it was met, or how many bytes it allocated
 */
record Stack(String thread, List<Frame> frames, long weight) {
  private static final Pattern LINE = Pattern.compile("^\\[(.*?)(?: tid=\\d+)?];(.*) (\\d+)$");
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  /**
   * Reads the lines of a profile, each in the form {@code [THREAD];FRAME;FRAME WEIGHT}. Lines
   * without a stack are ignored.
   *
   * @param allocation whether the last frame of each stack is the type of an object
   */
  static List<Stack> parse(List<String> lines, boolean allocation) {
    List<Stack> stacks = new ArrayList<>();
    for (String line : lines) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches()) {
        stacks.add(
            new Stack(
                kind(matcher.group(1)),
                frames(matcher.group(2), allocation),
                Long.parseLong(matcher.group(3))));
      }
    }
    return stacks;
  }

  private static String kind(String thread) {
    // The main thread has this name when the JVM ends.
    String name = thread.equals("DestroyJavaVM") ? "main" : thread;
    // The compilers' numbers tell which compiler it is.
    return name.matches("C[12] CompilerThre.*")
        ? name.substring(0, 2) + " compiler"
        : NUMBER.matcher(name).replaceAll("N");
  }

  private static List<Frame> frames(String text, boolean allocation) {
    String[] names = text.split(";", -1);
    List<Frame> frames = new ArrayList<>();
    for (int i = 0; i < names.length; i++) {
      boolean type = allocation && i == names.length - 1;
      frames.add(type ? Frame.parseType(names[i]) : Frame.parse(names[i]));
    }
    return frames;
  }

  /** Returns the frame that was running, or the type that was allocated. */
  Frame last() {
    return frames.get(frames.size() - 1);
  }
}

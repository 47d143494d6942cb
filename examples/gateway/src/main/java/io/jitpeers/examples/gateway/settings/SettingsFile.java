package io.jitpeers.examples.gateway.settings;

import io.jitpeers.settings.SettingsException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A file with one {@code KEY=VALUE} on each line. Blanks around key and value are ignored. Blank
 * lines, lines that begin with {@code #}, and a byte order mark are skipped. There are no escapes,
 * continuation lines or quotes: values are literal.
 */
public final class SettingsFile {
  /** The byte order mark that some editors write before UTF-8 text. */
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private SettingsFile() {}

  /**
   * Reads a file.
   *
   * @param file UTF-8 text
   * @return the settings by key
   * @throws SettingsException if the file cannot be read, a line is not a setting, or a key is
   *     repeated; the message names the line but quotes no value
   */
  public static Map<String, String> read(Path file) {
    try {
      return parse(file.toString(), Files.readAllLines(file));
    } catch (NoSuchFileException e) {
      throw new SettingsException("the config file " + file + " is not there", e);
    } catch (CharacterCodingException e) {
      throw new SettingsException(
          "the config file " + file + " is not UTF-8 text; save it in that encoding", e);
    } catch (IOException e) {
      throw new SettingsException("the config file " + file + " cannot be read: " + e, e);
    }
  }

  static Map<String, String> parse(String name, List<String> lines) {
    Map<String, String> settings = new TreeMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = (i == 0 ? withoutMark(lines.get(i)) : lines.get(i)).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        Setting setting = Setting.parse(line, place(name, i));
        if (settings.putIfAbsent(setting.key(), setting.value()) != null) {
          throw new SettingsException(
              place(name, i) + " sets " + setting.key() + " again; keep one of the two");
        }
      }
    }
    return settings;
  }

  private static String withoutMark(String line) {
    return line.startsWith(BYTE_ORDER_MARK) ? line.substring(BYTE_ORDER_MARK.length()) : line;
  }

  private static String place(String name, int index) {
    return "line " + (index + 1) + " of " + name;
  }
}

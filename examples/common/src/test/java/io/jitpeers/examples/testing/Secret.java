package io.jitpeers.examples.testing;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What must not be told, in every form in which it could be.
 *
 * @param name what it is
 * @param forms texts, none of which may be found
 */
public record Secret(String name, Set<String> forms) {
  /** A secret that is a text. */
  public static Secret ofText(String name, String text) {
    Set<String> forms = forms(text.getBytes(StandardCharsets.UTF_8));
    forms.add(text);
    forms.add(URLEncoder.encode(text, StandardCharsets.UTF_8));
    return new Secret(name, forms);
  }

  /** A secret that is a key. */
  public static Secret ofBytes(String name, byte[] bytes) {
    return new Secret(name, forms(bytes));
  }

  private static Set<String> forms(byte[] bytes) {
    Set<String> forms = new LinkedHashSet<>();
    forms.add(Base64.getEncoder().withoutPadding().encodeToString(bytes));
    forms.add(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    forms.add(HexFormat.of().formatHex(bytes));
    forms.add(HexFormat.of().withUpperCase().formatHex(bytes));
    forms.add(HexFormat.ofDelimiter(":").formatHex(bytes));
    forms.add(HexFormat.ofDelimiter(" ").formatHex(bytes));
    forms.add(Arrays.toString(bytes));
    // Raw bytes, of what is read as ISO 8859-1.
    forms.add(new String(bytes, StandardCharsets.ISO_8859_1));
    return forms;
  }
}

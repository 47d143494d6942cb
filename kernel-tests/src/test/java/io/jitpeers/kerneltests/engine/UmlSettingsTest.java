package io.jitpeers.kerneltests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class UmlSettingsTest {
  @Test
  void javaArgumentsAreQuotedForAnArgumentFile() {
    assertThat(UmlSettings.quoted("-Da=b c\\d\"e\n")).isEqualTo("\"-Da=b c\\\\d\\\"e\\n\"");
  }

  @Test
  void shellVariablesAreQuoted() {
    assertThat(UmlSettings.shellQuoted("/it's $HOME")).isEqualTo("'/it'\\''s $HOME'");
  }

  @Test
  void onlyOurPropertiesArePassedOn() {
    Properties properties = new Properties();
    properties.setProperty("jit.bench.peers", "10");
    properties.setProperty("java.home", "/here");
    properties.setProperty("junit.jupiter.x", "y");

    assertThat(UmlSettings.passedOn(properties))
        .isEqualTo(Map.of("jit.bench.peers", "10", "junit.jupiter.x", "y"));
  }
}

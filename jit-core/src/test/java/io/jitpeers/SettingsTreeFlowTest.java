package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.eviction.EvictionPolicy;
import io.jitpeers.eviction.ExpiryPolicy;
import io.jitpeers.eviction.IdlePolicy;
import io.jitpeers.internal.settings.SettingsReader;
import io.jitpeers.settings.Settings;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.wireguard.IpPrefix;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Settings as a YAML tree, from its text to an orchestrator. */
class SettingsTreeFlowTest {
  private static final Pattern LINE = Pattern.compile("( *)(?:- (.+)|([^:]+):(?: (.+))?)");

  private static String block(String language) throws Exception {
    String docs = Files.readString(Path.of("..", "docs", "settings.md"));
    Matcher block = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(docs);
    assertThat(block.find()).isTrue();
    return block.group(1);
  }

  /** As much of YAML as the example has: maps, lists of both forms, and words. */
  private static Map<String, Object> yaml(String text) {
    Map<String, Object> root = new LinkedHashMap<>();
    Deque<Map<String, Object>> maps = new ArrayDeque<>(List.of(root));
    Map<String, Object> lastMap = root;
    String lastKey = "";
    for (String line : text.split("\n", -1)) {
      Matcher parts = LINE.matcher(line);
      if (!parts.matches()) {
        continue;
      }
      if (parts.group(2) != null) {
        List<Object> list =
            lastMap.get(lastKey) instanceof List<?> begun
                ? new ArrayList<>(begun)
                : new ArrayList<>();
        list.add(parts.group(2));
        lastMap.put(lastKey, list);
        continue;
      }
      while (maps.size() > parts.group(1).length() / 2 + 1) {
        maps.pop();
      }
      lastMap = maps.element();
      lastKey = parts.group(3);
      if (parts.group(4) == null) {
        Map<String, Object> map = new LinkedHashMap<>();
        lastMap.put(lastKey, map);
        maps.push(map);
      } else {
        lastMap.put(lastKey, scalar(parts.group(4)));
      }
    }
    return root;
  }

  private static Object scalar(String text) {
    if (text.startsWith("[")) {
      return List.of(text.substring(1, text.length() - 1).split(", ", -1));
    }
    return text.matches("[0-9]+") ? (Object) Integer.valueOf(text) : text;
  }

  private static Map<String, String> properties(String text) {
    Map<String, String> values = new TreeMap<>();
    for (String line : text.split("\n", -1)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        values.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    return values;
  }

  @Test
  void theTreeInTheDocumentsIsWhatIsBesideIt() throws Exception {
    Map<String, String> tree = new TreeMap<>(Settings.flatten(yaml(block("yaml"))));
    Map<String, String> flat = properties(block("properties"));
    assertThat(tree).containsEntry("eviction-policy.type[2]", "idle");
    assertThat(flat).hasSize(8);
    Settings ofTree = Settings.of(tree);
    flat.forEach(
        (key, value) -> {
          boolean isTree = tree.keySet().stream().anyMatch(other -> other.startsWith(key + "."));
          assertThat(ofTree.text(isTree ? key + ".type" : key)).as(key).contains(value);
        });
    ofTree.rejectUnknown();
  }

  @Test
  void anOrchestratorIsBuiltOfATree() throws Exception {
    Map<String, Object> tree = yaml(block("yaml"));
    tree.remove("config-source");
    tree.put("packet-source", Map.of("type", List.of("udp"), "udp", Map.of("port", 0)));
    try (JitOrchestrator orchestrator =
        JitOrchestrator.builder(Settings.flatten(tree))
            .configSource(new FakePeerConfigSource())
            .build()) {
      orchestrator.start();
      assertThat(orchestrator.isRunning()).isTrue();
      assertThat(orchestrator.statistics().sources()).hasSize(1);
      assertThat(orchestrator.device()).isPresent();
    }
  }

  @Test
  void listsOfATreeAreReadWholeAndInOrder() {
    SettingsReader reader =
        new SettingsReader(
            Settings.of(
                Map.of(
                    "eviction-policy.type[0]", "idle",
                    "eviction-policy.type[1]", "expiry",
                    "eviction-policy.idle.after", "5m",
                    "peer-config.permitted-allowed-ips[0]", "10.0.0.0/8",
                    "peer-config.permitted-allowed-ips[1]", "fd00::/8")));
    List<EvictionPolicy> policies = reader.evictionPolicy().parts();
    assertThat(policies.get(0)).isInstanceOf(IdlePolicy.class);
    assertThat(((IdlePolicy) policies.get(0)).after()).isEqualTo(Duration.ofMinutes(5));
    assertThat(policies.get(1)).isInstanceOf(ExpiryPolicy.class);
    assertThat(reader.peerConfigRules().permittedAllowedIps())
        .containsExactly(IpPrefix.parse("10.0.0.0/8"), IpPrefix.parse("fd00::/8"));
  }
}

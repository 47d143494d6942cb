package io.jitpeers.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.jitpeers.eviction.EvictionPolicyProvider;
import io.jitpeers.settings.ComponentProvider;
import io.jitpeers.settings.Settings;
import io.jitpeers.settings.SettingsException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ComponentsTest {

  private record Named(String name) implements ComponentProvider<String> {
    @Override
    public String create(Settings settings) {
      return name + settings.text("flavour").map(f -> ":" + f).orElse("");
    }
  }

  private static Components<String> components(String... names) {
    return of("packet-source", Stream.of(names).map(Named::new).toList());
  }

  private static Components<String> of(
      String kind, List<? extends ComponentProvider<String>> providers) {
    return new Components<>(
        kind,
        ComponentProvider.class,
        component -> {},
        new FoundProviders<ComponentProvider<String>>(List.copyOf(providers), List.of()));
  }

  private static Settings settings(String... pairs) {
    Map<String, String> map = new java.util.HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(pairs[i], pairs[i + 1]);
    }
    return Settings.of(map);
  }

  @Test
  void aComponentIsMadeFromTheSettingsUnderItsOwnPrefix() {
    Settings settings = settings("packet-source", "b", "packet-source.b.flavour", "sweet");
    assertThat(components("a", "b").one(settings)).contains("b:sweet");
    settings.rejectUnknown();
  }

  @Test
  void severalCanBeNamedWhereSeveralAreWanted() {
    List<String> made = new ArrayList<>();
    components("a", "b", "c").each(settings("packet-source", "c, a"), made::add);
    assertThat(made).containsExactly("c", "a");
    assertThatThrownBy(() -> components("a", "b").one(settings("packet-source", "a,b")))
        .isInstanceOf(SettingsException.class)
        .hasMessage("the setting packet-source must name exactly one provider, not a, b");
  }

  @Test
  void whatIsNotNamedIsNotMadeUnlessThereIsADefault() {
    assertThat(components("a").one(settings())).isEmpty();
    components("a").each(settings(), component -> fail("made " + component));
    assertThat(components("a", "b").allOr(List.of("b", "a"), settings())).containsExactly("b", "a");
    Settings settings = settings("packet-source.b.flavour", "sweet");
    assertThat(components("a", "b").allOr(List.of("a", "b"), settings))
        .containsExactly("a", "b:sweet");
    settings.rejectUnknown();
  }

  @Test
  void oneNamedTwiceIsAnError() {
    assertThatThrownBy(() -> components("a").each(settings("packet-source", "a,a"), x -> {}))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("twice");
  }

  @Test
  void aMissingProviderNamesTheArtifactToAddOrTheOnesThereAre() {
    Components<String> sources = of("config-source", List.of(new Named("mine")));
    assertThatThrownBy(() -> sources.one(settings("config-source", "http")))
        .isInstanceOf(SettingsException.class)
        .hasMessage(
            "no config-source is named \"http\"; add the artifact io.jitpeers:jit-http-pull");
    assertThatThrownBy(() -> components("udp").one(settings("packet-source", "mine")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("set it to udp");
    assertThatThrownBy(() -> components().one(settings("packet-source", "mine")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("no provider was found");
  }

  @Test
  void aThreadWhoseClassLoaderKnowsNothingFindsTheLibrarysOwnProviders() {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
    try {
      assertThat(
              new Components<>("eviction-policy", EvictionPolicyProvider.class, policy -> {})
                  .one(settings("eviction-policy", "idle")))
          .isPresent();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void whatAProviderRefusesNamesTheComponent() {
    ComponentProvider<String> refusing =
        new ComponentProvider<>() {
          @Override
          public String name() {
            return "channel";
          }

          @Override
          public String create(Settings settings) {
            throw new IllegalArgumentException("port out of range: 70000");
          }
        };
    assertThatThrownBy(
            () -> of("packet-source", List.of(refusing)).one(settings("packet-source", "channel")))
        .isInstanceOf(SettingsException.class)
        .hasMessage(
            "the packet-source \"channel\" cannot be created from its settings: port out of range:"
                + " 70000 (provider "
                + Origin.of(refusing.getClass())
                + ")");
  }

  @Test
  void twoProvidersOfOneNameAreAnErrorForWhoeverChoosesIt() {
    Components<String> components = components("a", "a", "b");
    assertThat(components.one(settings("packet-source", "b"))).contains("b");
    assertThatThrownBy(() -> components.one(settings("packet-source", "a")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("\"a\"")
        .hasMessageContaining(Named.class.getName());
  }

  @Test
  void aKindIsChosenBelowItsKeyToo() {
    List<String> made = new ArrayList<>();
    Settings tree = settings("packet-source.type", "b, a", "packet-source.b.flavour", "sweet");
    components("a", "b").each(tree, made::add);
    assertThat(made).containsExactly("b:sweet", "a");
    tree.rejectUnknown();
    assertThat(
            components("a", "b").one(settings("packet-source", "a", "packet-source.type", " a ")))
        .contains("a");
    assertThatThrownBy(
            () ->
                components("a", "b").one(settings("packet-source", "a", "packet-source.type", "b")))
        .isInstanceOf(SettingsException.class)
        .hasMessage(
            "the settings packet-source=a and packet-source.type=b differ, but have the same"
                + " meaning; keep one of them");
  }

  @Test
  void everyComponentIsHandedOverBeforeTheNextIsMade() {
    List<String> created = new ArrayList<>();
    ComponentProvider<String> failing =
        new ComponentProvider<>() {
          @Override
          public String name() {
            return "failing";
          }

          @Override
          public String create(Settings settings) {
            throw new IllegalStateException("not today");
          }
        };
    Components<String> components =
        new Components<>(
            "packet-source",
            ComponentProvider.class,
            created::add,
            new FoundProviders<ComponentProvider<String>>(
                List.of(new Named("a"), failing), List.of()));
    assertThatThrownBy(() -> components.allOr(List.of(), settings("packet-source", "a,failing")))
        .isInstanceOf(SettingsException.class);
    assertThat(created).containsExactly("a");
  }

  /**
   * A provider whose methods may throw anything, as those of languages without checked exceptions.
   */
  private static final class Throwing implements ComponentProvider<String> {
    private final @Nullable Throwable name;
    private final Throwable create;

    Throwing(@Nullable Throwable name, Throwable create) {
      this.name = name;
      this.create = create;
    }

    @Override
    public String name() {
      if (name != null) {
        throw Throwing.<RuntimeException>undeclared(name);
      }
      return "throwing";
    }

    @Override
    public String create(Settings settings) {
      throw Throwing.<RuntimeException>undeclared(create);
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> RuntimeException undeclared(Throwable thrown) throws E {
      throw (E) thrown;
    }
  }

  private static Stream<Throwable> thrown() {
    return Stream.of(
        new ServiceConfigurationError("no codec"),
        new AssertionError("not so"),
        new IOException("no disk"),
        new NoClassDefFoundError("a/B"),
        new IllegalStateException("not today"));
  }

  @ParameterizedTest
  @MethodSource("thrown")
  void aProviderWhoseNameThrowsHarmsNoOther(Throwable thrown) {
    Components<String> components =
        of("packet-source", List.of(new Throwing(thrown, thrown), new Named("a")));
    assertThat(components.one(settings("packet-source", "a"))).contains("a");
    assertThatThrownBy(() -> components.one(settings("packet-source", "throwing")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(Origin.of(Throwing.class))
        .hasMessageContaining("its name() threw " + thrown)
        .hasRootCause(thrown);
  }

  @ParameterizedTest
  @MethodSource("thrown")
  void whateverCreateThrowsNamesTheComponentAndItsProvider(Throwable thrown) {
    assertThatThrownBy(
            () ->
                of("packet-source", List.of(new Throwing(null, thrown)))
                    .one(settings("packet-source", "throwing")))
        .isInstanceOf(SettingsException.class)
        .hasMessage(
            "the packet-source \"throwing\" cannot be created: "
                + thrown
                + " (provider "
                + Origin.of(Throwing.class)
                + ")")
        .hasCause(thrown);
  }

  @Test
  void anInterruptedProviderLeavesTheThreadInterrupted() {
    Components<String> components =
        of("packet-source", List.of(new Throwing(null, new InterruptedException())));
    assertThatThrownBy(() -> components.one(settings("packet-source", "throwing")))
        .isInstanceOf(SettingsException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  /** The virtual machine may not be able to go on; that is nothing that settings could mend. */
  @Test
  void anErrorOfTheVirtualMachineIsPassedOn() {
    OutOfMemoryError full = new OutOfMemoryError("test");
    assertThatThrownBy(() -> of("packet-source", List.of(new Throwing(full, full)))).isSameAs(full);
    assertThatThrownBy(
            () ->
                of("packet-source", List.of(new Throwing(null, full)))
                    .one(settings("packet-source", "throwing")))
        .isSameAs(full);
  }
}

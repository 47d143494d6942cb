package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Null arguments are refused at once and uniformly, in the whole API. */
class NullsTest {
  private static final PublicKey KEY = PrivateKey.generate(new SecureRandom()).publicKey();

  @Test
  @SuppressWarnings("NullAway")
  void anOrchestratorRefusesThem() throws Exception {
    try (Harness h = Harness.setup().start()) {
      JitOrchestrator orchestrator = h.orchestrator;
      assertThatNullPointerException().isThrownBy(() -> orchestrator.evict(null));
      assertThatNullPointerException().isThrownBy(() -> orchestrator.revoke(null));
      assertThatNullPointerException().isThrownBy(() -> orchestrator.forgetTimestamp(null));
      assertThatNullPointerException().isThrownBy(() -> orchestrator.find(null));
      assertThatNullPointerException().isThrownBy(() -> orchestrator.pin(null));
      assertThatNullPointerException().isThrownBy(() -> orchestrator.unpin(null));
      assertThatNullPointerException().isThrownBy(() -> orchestrator.addListener(null));
      assertThatNullPointerException().isThrownBy(() -> orchestrator.addStageObserver(null));
      assertThatNullPointerException().isThrownBy(() -> JitOrchestrator.builder(null));
    }
  }

  @Test
  @SuppressWarnings("NullAway")
  void oneBetweenTwoEvictionsHoldsNeitherUp() throws Exception {
    try (Harness h = Harness.setup().start()) {
      PrivateKey one = h.knownClient(1);
      PrivateKey other = h.knownClient(2);
      h.sendAndRun(one);
      h.sendAndRun(other);
      CompletableFuture<Boolean> first = h.orchestrator.evict(one.publicKey());
      assertThatNullPointerException().isThrownBy(() -> h.orchestrator.evict(null));
      CompletableFuture<Boolean> second = h.orchestrator.evict(other.publicKey());
      h.stages.runAll();
      assertThat(first).isCompletedWithValue(true);
      assertThat(second).isCompletedWithValue(true);
      assertThat(h.orchestrator.snapshot().hotSet()).isEmpty();
    }
  }

  /** Calls every static factory, and every builder method with one parameter, with null. */
  @Test
  void factoriesAndBuildersRefuseThem() throws Exception {
    List<String> accepting = new ArrayList<>();
    int tried = 0;
    for (Class<?> type : publicTypes()) {
      for (Method method : type.getDeclaredMethods()) {
        Object target = Modifier.isStatic(method.getModifiers()) ? type : builderOf(type);
        if (target == null || !takesOneThing(method)) {
          continue;
        }
        tried++;
        Throwable thrown = null;
        try {
          method.invoke(target, (Object) null);
        } catch (InvocationTargetException e) {
          thrown = e.getCause();
        }
        if (!(thrown instanceof NullPointerException)) {
          accepting.add(method + " gave " + thrown);
        }
      }
    }
    assertThat(accepting).isEmpty();
    assertThat(tried).isGreaterThan(50);
  }

  /** Returns the types that other modules see. */
  private static List<Class<?>> publicTypes() {
    List<Class<?>> types = new ArrayList<>();
    for (JavaClass type :
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.jitpeers")) {
      boolean ours = !type.getPackageName().contains("internal");
      boolean tested = !type.getPackageName().contains("test");
      if (ours && tested && type.getModifiers().contains(JavaModifier.PUBLIC)) {
        types.add(type.reflect());
      }
    }
    return types;
  }

  private static boolean takesOneThing(Method method) {
    if (!Modifier.isPublic(method.getModifiers())
        || method.isSynthetic()
        || method.getParameterCount() != 1) {
      return false;
    }
    Parameter only = method.getParameters()[0];
    return !only.getType().isPrimitive()
        && !only.getAnnotatedType().isAnnotationPresent(Nullable.class)
        && !method.getName().equals("equals");
  }

  /** Returns a new builder if the type is one, and null otherwise. */
  private static @Nullable Object builderOf(Class<?> type) throws Exception {
    if (type == JitOrchestratorBuilder.class) {
      return JitOrchestrator.builder();
    }
    if (!type.getSimpleName().equals("Builder")) {
      return null;
    }
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      constructor.setAccessible(true);
      if (constructor.getParameterCount() == 0) {
        return constructor.newInstance();
      }
      if (constructor.getParameterCount() == 1
          && constructor.getParameterTypes()[0] == PublicKey.class) {
        return constructor.newInstance(KEY);
      }
    }
    return null;
  }
}

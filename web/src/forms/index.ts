/** Forms (form-js JSON) in the app's own look and languages. */
export { FormView } from "./FormView";
export { useForm, type FormState } from "./useForm";
export type { Rights } from "./plan";

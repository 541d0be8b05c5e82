import { ToastPlace } from '../base/toast.js'
import { HomePage } from '../home-page/home-page.js'
import { Commands } from './commands.js'
import { latePart } from './late-part.js'
import { useRoute } from './use-route.js'

const ReviewPage = latePart(() => import('../review/review-page.js').then((part) => part.ReviewPage))
const GpuPage = latePart(() => import('../gpu/gpu-page.js').then((part) => part.GpuPage))
const ReadingPage = latePart(() => import('../reading/reading-page.js').then((part) => part.ReadingPage))
const IntakePage = latePart(() => import('../intake/intake-page.js').then((part) => part.IntakePage))
const SettingsPage = latePart(() => import('../settings/settings-page.js').then((part) => part.SettingsPage))
const SignInPage = latePart(() => import('../account/sign-in-page.js').then((part) => part.SignInPage))
const AccountPage = latePart(() => import('../account/account-page.js').then((part) => part.AccountPage))

/** The page that the address asks for, and what lies above every page. */
export function App() {
  return (
    <>
      <Page />
      <Commands />
      <ToastPlace />
    </>
  )
}

function Page() {
  const route = useRoute()
  if (route.page === 'run')
    return <ReviewPage runId={route.runId} specKey={route.specKey} key={route.runId} />
  if (route.page === 'gpu') return <GpuPage />
  if (route.page === 'list')
    return <ReadingPage key={`${route.runId} ${route.view ?? ''}`} runId={route.runId} view={route.view} />
  if (route.page === 'intake') return <IntakePage sample={route.sample} />
  if (route.page === 'settings') return <SettingsPage projectId={route.projectId} tab={route.tab} />
  if (route.page === 'sign-in') return <SignInPage why={route.why} />
  if (route.page === 'account') return <AccountPage />
  return <HomePage />
}
